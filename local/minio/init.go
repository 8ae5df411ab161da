// Creates the buckets of cold tables and of backups, and for each the user that may use only it; changes nothing when
// they exist.
//
//	minio-init ENDPOINT POLICIES
//
// POLICIES is a folder with one policy per bucket, cold.json and backups.json. In the environment: MINIO_ROOT_USER,
// MINIO_ROOT_PASSWORD, MINIO_COLD_USER, MINIO_COLD_PASSWORD, MINIO_BACKUP_USER, MINIO_BACKUP_PASSWORD.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/minio/madmin-go/v3"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// store is a bucket with the one user that may use it.
type store struct {
	bucket, policy, user, password string
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	stores := []store{
		{"cold", "cold-tables", os.Getenv("MINIO_COLD_USER"), os.Getenv("MINIO_COLD_PASSWORD")},
		{"backups", "backups", os.Getenv("MINIO_BACKUP_USER"), os.Getenv("MINIO_BACKUP_PASSWORD")},
	}
	if err := initialise(ctx, os.Args[1], os.Args[2], stores); err != nil {
		fmt.Fprintln(os.Stderr, "minio-init:", err)
		os.Exit(1)
	}
}

func initialise(ctx context.Context, endpoint, policies string, stores []store) error {
	root := credentials.NewStaticV4(os.Getenv("MINIO_ROOT_USER"), os.Getenv("MINIO_ROOT_PASSWORD"), "")
	objects, err := minio.New(endpoint, &minio.Options{Creds: root})
	if err != nil {
		return fmt.Errorf("connect to %s: %w", endpoint, err)
	}
	admin, err := madmin.NewWithOptions(endpoint, &madmin.Options{Creds: root})
	if err != nil {
		return fmt.Errorf("connect to %s as administrator: %w", endpoint, err)
	}
	for _, wanted := range stores {
		if err := createBucket(ctx, objects, wanted.bucket); err != nil {
			return fmt.Errorf("create bucket %s: %w", wanted.bucket, err)
		}
		if err := createUser(ctx, admin, wanted, filepath.Join(policies, wanted.bucket+".json")); err != nil {
			return fmt.Errorf("create the user of bucket %s: %w", wanted.bucket, err)
		}
	}
	return nil
}

func createBucket(ctx context.Context, objects *minio.Client, bucket string) error {
	exists, err := objects.BucketExists(ctx, bucket)
	if err != nil || exists {
		return err
	}
	return objects.MakeBucket(ctx, bucket, minio.MakeBucketOptions{})
}

func createUser(ctx context.Context, admin *madmin.AdminClient, wanted store, policyFile string) error {
	rules, err := os.ReadFile(policyFile)
	if err != nil {
		return err
	}
	if err := admin.AddCannedPolicy(ctx, wanted.policy, rules); err != nil {
		return err
	}
	if err := admin.AddUser(ctx, wanted.user, wanted.password); err != nil {
		return err
	}
	attached, err := admin.GetPolicyEntities(ctx, madmin.PolicyEntitiesQuery{Users: []string{wanted.user}})
	if err != nil {
		return err
	}
	for _, mapping := range attached.UserMappings {
		if mapping.User == wanted.user && slices.Contains(mapping.Policies, wanted.policy) {
			return nil
		}
	}
	_, err = admin.AttachPolicy(ctx, madmin.PolicyAssociationReq{Policies: []string{wanted.policy}, User: wanted.user})
	return err
}

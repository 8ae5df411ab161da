// Creates the bucket of cold tables and the user that may use only it; changes nothing when they exist.
//
//	minio-init ENDPOINT POLICY-FILE
//
// In the environment: MINIO_ROOT_USER, MINIO_ROOT_PASSWORD, MINIO_COLD_USER, MINIO_COLD_PASSWORD.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/minio/madmin-go/v3"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	bucket = "cold"
	policy = "cold-tables"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := initialise(ctx, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "minio-init:", err)
		os.Exit(1)
	}
}

func initialise(ctx context.Context, endpoint, policyFile string) error {
	root := credentials.NewStaticV4(os.Getenv("MINIO_ROOT_USER"), os.Getenv("MINIO_ROOT_PASSWORD"), "")
	objects, err := minio.New(endpoint, &minio.Options{Creds: root})
	if err != nil {
		return fmt.Errorf("connect to %s: %w", endpoint, err)
	}
	admin, err := madmin.NewWithOptions(endpoint, &madmin.Options{Creds: root})
	if err != nil {
		return fmt.Errorf("connect to %s as administrator: %w", endpoint, err)
	}
	if err := createBucket(ctx, objects); err != nil {
		return fmt.Errorf("create bucket %s: %w", bucket, err)
	}
	if err := createUser(ctx, admin, policyFile); err != nil {
		return fmt.Errorf("create the user of bucket %s: %w", bucket, err)
	}
	return nil
}

func createBucket(ctx context.Context, objects *minio.Client) error {
	exists, err := objects.BucketExists(ctx, bucket)
	if err != nil || exists {
		return err
	}
	return objects.MakeBucket(ctx, bucket, minio.MakeBucketOptions{})
}

func createUser(ctx context.Context, admin *madmin.AdminClient, policyFile string) error {
	rules, err := os.ReadFile(policyFile)
	if err != nil {
		return err
	}
	if err := admin.AddCannedPolicy(ctx, policy, rules); err != nil {
		return err
	}
	user := os.Getenv("MINIO_COLD_USER")
	if err := admin.AddUser(ctx, user, os.Getenv("MINIO_COLD_PASSWORD")); err != nil {
		return err
	}
	attached, err := admin.GetPolicyEntities(ctx, madmin.PolicyEntitiesQuery{Users: []string{user}})
	if err != nil {
		return err
	}
	for _, mapping := range attached.UserMappings {
		if mapping.User == user && slices.Contains(mapping.Policies, policy) {
			return nil
		}
	}
	_, err = admin.AttachPolicy(ctx, madmin.PolicyAssociationReq{Policies: []string{policy}, User: user})
	return err
}
